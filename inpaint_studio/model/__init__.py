"""Learning: nets, their checkpoints, the photographs they are trained on, and their training.

A sub-room imports only those after it: training, then checkpoints and photographs, then nets. No Qt. Dialogs may
import `nets.config`, `training.config`, `training.report`, `training.running`, `checkpoints.description` and
`checkpoints.inspection`, which bring in no torch.
"""
