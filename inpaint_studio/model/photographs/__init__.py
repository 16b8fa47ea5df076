"""Training data: crops of photographs, synthetic holes like those of damaged pictures, augmentation.

Arrays only: tensors are made by `training`.
"""
