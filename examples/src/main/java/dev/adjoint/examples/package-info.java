/// Example programs; nothing is written here yet.
@NullMarked
package dev.adjoint.examples;

import org.jspecify.annotations.NullMarked;
