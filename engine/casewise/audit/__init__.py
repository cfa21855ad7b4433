"""Questions about the rules themselves, over all cases there can be: proofs, and witnesses."""
