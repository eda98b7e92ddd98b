"""The library beside others that answer the same questions, over many random inputs."""
