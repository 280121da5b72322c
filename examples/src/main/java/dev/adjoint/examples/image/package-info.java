/// Readers of labelled images: IDX and CSV files, checked before anything is allocated.
@NullMarked
package dev.adjoint.examples.image;

import org.jspecify.annotations.NullMarked;
