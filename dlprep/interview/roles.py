"""Whose interview it is: how much each topic counts for a role."""

ROLES = ("general", "vision", "nlp")

_WEIGHTS = {
    "general": {"numerics": 0.75, "constrained": 0.5},
    "vision": {
        "convolution": 4.0,
        "detection": 4.0,
        "normalisation": 2.0,
        "activations": 1.5,
        "losses": 1.5,
        "regularisation": 1.5,
        "evaluation": 1.5,
        "sequence": 0.25,
        "probabilistic": 0.5,
        "constrained": 0.5,
    },
    "nlp": {
        "sequence": 5.0,
        "probabilistic": 2.5,
        "information": 2.0,
        "losses": 1.5,
        "optimisation": 1.5,
        "gradients": 1.5,
        "convolution": 0.25,
        "detection": 0.1,
        "constrained": 0.5,
    },
}


def topic_weight(role: str, topic: str) -> float:
    """Return how much a topic counts for `role`; topics of one's own count 1."""
    return _WEIGHTS.get(role, {}).get(topic, 1.0)
