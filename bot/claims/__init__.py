"""What a text claims, read out of its words: figures, dates, names, negations, modals, and who does what."""
