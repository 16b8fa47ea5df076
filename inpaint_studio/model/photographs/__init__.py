"""What a net learns from: photographs as crops, holes as they are met in damaged pictures, augmentation.

Arrays only: tensors are made by `training`.
"""
