/// Elementary functions of the project's own: the same bits on every machine, in every executor,
/// cold or warm, alone or in a tile.
///
/// Each function is written once, as scalar code of correctly rounded operations (`+ - * /`, fma,
/// sqrt, abs) and moves of bits. What it does to one number is a straight line for all but rare
/// arguments; its kernel applies the same pieces to a tile in a few plain loops, which the virtual
/// machine's optimising compiler turns into vector code, and mends the rare elements afterwards.
/// Arithmetic and moves of bits stand in separate loops, since one that mixes the two stays scalar.
/// FLOAT32 results are those of FLOAT64, rounded.
///
/// Start at [Exp]. The coefficients come from the scripts in `build/elementary`.
@NullMarked
package dev.adjoint.autodiff.exec.elementary;

import org.jspecify.annotations.NullMarked;
