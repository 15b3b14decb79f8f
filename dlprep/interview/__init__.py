"""A mock interview: which questions, what a typed answer says, how it went; durable line by line."""
