"""The nets: generators, discriminator, membrane, perceptual nets; tensors in, tensors out.

No file is opened here except weights of fixed nets that a caller names. Storage of weights is in `checkpoints`.
"""
