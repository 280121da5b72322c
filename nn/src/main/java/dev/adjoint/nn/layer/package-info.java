/// Layers: generic records of parameters, and what they compute as static functions.
///
/// ```java
/// Mlp<Tensor> model = Mlp.glorot(Key.of(1), DType.FLOAT32, 784, 128, 10);
/// Mlp<Expr> p = Tree.map(model, Tensor.class, (path, t) -> Input.of(path, t.type()));
/// Expr logits = Mlp.apply(p, Relu::relu, x);     // x: [m, 784], logits: [m, 10]
/// ```
///
/// A layer is data and nothing else: `Dense<Tensor>` holds values, `Dense<Expr>` stands in a graph,
/// and `dev.adjoint.autodiff.tree.Tree` leads from one to the other. A model of your own is a
/// record of such records and a function of yours.
@NullMarked
package dev.adjoint.nn.layer;

import org.jspecify.annotations.NullMarked;
