"""Networks that see around them: trained by PyTorch, predicted by numpy alone."""
