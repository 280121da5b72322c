/// Executors: what turns a graph and bindings of its inputs into tensors.
///
/// Two of them must agree. [Interpreter] evaluates node by node and is right by definition;
/// [Program] is compiled once and fast. Both are an [Executable]:
///
/// ```java
/// Program program = Program.compile(loss, gradient);
/// List<Tensor> values = program.run(Map.of(x, xs, y, ys));
/// ```
///
/// The interpreter is one [Reading] of the graph, in the algebra of [Reals]. Read in [Duals] the
/// same graph gives derivatives by forward mode, independently of any vjp rule.
@NullMarked
package dev.adjoint.autodiff.exec;

import org.jspecify.annotations.NullMarked;
