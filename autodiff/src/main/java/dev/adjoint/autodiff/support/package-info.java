/// Where a cotangent may be other than zero, so that a branch that was not taken never reaches a
/// gradient (docs/design/0002).
///
/// [Cotangent] is a value with its support. [Rule] follows it through what an op's rule wrote and
/// inserts the selections that are needed. `Mask` is a support, `Support` how it passes through a
/// node, `Product` what it says about a contraction. [Zeros] knows the zeros that an earlier pass
/// made, for derivatives of higher order. Nothing here knows an op but by its lowering, except the
/// few that it writes itself.
@NullMarked
package dev.adjoint.autodiff.support;

import org.jspecify.annotations.NullMarked;
