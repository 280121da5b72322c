/// Initial values of parameters, as pure functions of a random key.
@NullMarked
package dev.adjoint.nn.init;

import org.jspecify.annotations.NullMarked;
