"""For the people who own the answers: check, evaluate, due, pack."""
