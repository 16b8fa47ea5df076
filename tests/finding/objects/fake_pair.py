"""A tiny encoder and decoder with the interface of MobileSAM: the object is what lies within 300 px of the points."""

import numpy as np


def write_pair(folder, *, batched=False, encoder_inputs=("image",), side=64, finds=True):
    """Writes encoder.onnx and decoder.onnx. batched: the encoder takes (1, 3, 1024, 1024). Returns their paths."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def constant(name, value, kind=np.float32):
        return numpy_helper.from_array(np.array(value, kind), name)

    def save(name, graph):
        opset = [helper.make_opsetid("", 17)]
        onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), folder / name)
        return folder / name

    def info(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    shape = (1, 3, 1024, 1024) if batched else ("height", "width", 3)
    embedding = (1, 256, side, side)
    nodes = [
        helper.make_node("ReduceMean", [encoder_inputs[0]], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "shape"], ["image_embeddings"]),
    ]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [info(name, shape) for name in encoder_inputs],
        [info("image_embeddings", embedding)],
        [constant("shape", embedding, np.int64)],
    )
    encoder = save("encoder.onnx", graph)
    # masks = 300 - the distance (of the columns) from the mean of the points, over a grid of orig_im_size
    nodes = [
        helper.make_node("Cast", ["orig_im_size"], ["size"], to=TensorProto.INT64),
        helper.make_node("Concat", ["ones", "size"], ["full"], axis=0),
        helper.make_node("ReduceMean", ["point_coords"], ["middle"], axes=[0, 1], keepdims=0),
        helper.make_node("Gather", ["middle", "first"], ["x"], axis=0),
        helper.make_node("Gather", ["size", "second"], ["columns"], axis=0),
        helper.make_node("Range", ["zero", "columns", "one"], ["line"]),
        helper.make_node("Cast", ["line"], ["place"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["place", "x"], ["off"]),
        helper.make_node("Abs", ["off"], ["distance"]),
        helper.make_node("Sub", ["reach", "distance"], ["score"]),
        helper.make_node("Expand", ["score", "full"], ["masks"]),
        helper.make_node("ReduceMean", ["image_embeddings"], ["level"], keepdims=0),
        helper.make_node("Add", ["level", "scores"], ["iou_predictions"]),
        helper.make_node("Identity", ["mask_input"], ["low_res_masks"]),
    ]
    initializers = [
        constant("ones", [1, 1], np.int64),
        constant("first", 0, np.int64),
        constant("second", 1, np.int64),
        constant("zero", 0, np.int64),
        constant("one", 1, np.int64),
        constant("reach", 300.0 if finds else -1.0),
        constant("scores", [[0.0]]),
    ]
    inputs = {
        "image_embeddings": embedding,
        "point_coords": (1, "points", 2),
        "point_labels": (1, "points"),
        "mask_input": (1, 1, 256, 256),
        "has_mask_input": (1,),
        "orig_im_size": (2,),
    }
    outputs = {
        "masks": (1, 1, "height", "width"),
        "iou_predictions": (1, 1),
        "low_res_masks": (1, 1, 256, 256),
    }
    graph = helper.make_graph(
        nodes,
        "decoder",
        [info(name, shape) for name, shape in inputs.items()],
        [info(name, shape) for name, shape in outputs.items()],
        initializers,
    )
    return encoder, save("decoder.onnx", graph)
