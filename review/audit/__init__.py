"""What auditing computes: samples, agreement, assurance. No web pages here."""
