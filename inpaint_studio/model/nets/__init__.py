"""The nets and what they are made of: generators, discriminator, membrane, perceptual nets; tensors in, tensors out.

No file is opened here but weights of fixed nets that a caller names. How weights are stored is `checkpoints`.
"""
