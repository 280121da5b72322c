package dev.adjoint.testkit;

/// One decision in a [Recipe]: what to build, from which nodes, with which parameter. Any integers
/// mean something, and smaller ones mean simpler things.
///
/// @param what which [Construction]
/// @param first how many nodes back the first operand is
/// @param second which of the nodes that fit is the second operand
/// @param parameter an axis, a size, an exponent
record Choice(int what, int first, int second, int parameter) {}
