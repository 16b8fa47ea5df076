"""Video files: read by frame, saved sample for sample or in their own kind, compared.

`reading.open_video(path) -> VideoPlanes` is the way in; `saving.forecast`, `saving.save_exact` and
`saving.save_same_kind` are the ways out; `verify.verify_video` compares two clips. Everything that parses a stranger's
bytes by PyAV runs in helper processes (`process` starts them, `serving` is their side): nothing else may import `av`.
"""
