"""What `dlprep doctor` looks at: the machine, and what the learner has on it. Nothing is changed."""
