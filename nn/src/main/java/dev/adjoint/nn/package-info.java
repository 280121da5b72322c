/// Layers, losses, optimizers and training; nothing is written here yet.
@NullMarked
package dev.adjoint.nn;

import org.jspecify.annotations.NullMarked;
