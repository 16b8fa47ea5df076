"""What learns: the membrane, the generator, the discriminator, and their training."""
