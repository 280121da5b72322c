/// Data sets: samples and their targets, minibatches, splits and scaling.
@NullMarked
package dev.adjoint.nn.data;

import org.jspecify.annotations.NullMarked;
