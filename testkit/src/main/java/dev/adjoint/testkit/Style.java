package dev.adjoint.testkit;

import dev.adjoint.testkit.Construction.Trait;
import java.util.List;

/// What kind of random graphs to make.
///
/// @param constructions the ways to add a node
/// @param palette the values of the inputs
/// @param tame whether operands are brought into the domain of what they are for, and nodes that
///   run away left out
/// @param nodes the largest number of constructions
/// @param elements the largest number of elements of a node
record Style(
    List<Construction> constructions, Palette palette, boolean tame, int nodes, int elements) {
  private static final List<Construction> DEFINED =
      Construction.of(Trait.SMOOTH, Trait.SUMMING, Trait.KINKED, Trait.STOPPING);

  private static final List<Construction> LIGHT =
      Construction.of(Trait.SMOOTH, Trait.KINKED, Trait.STOPPING);

  /// Well-scaled graphs over the ops whose gradient is a derivative.
  static final Style TAME = new Style(DEFINED, Palette.SCALED, true, 60, 64);

  /// The same with many equal elements.
  static final Style TIED = new Style(DEFINED, Palette.TIED, true, 60, 64);

  /// Graphs that have derivatives of every order.
  static final Style SMOOTH =
      new Style(Construction.of(Trait.SMOOTH, Trait.SUMMING), Palette.SCALED, true, 24, 64);

  /// All ops on values of all magnitudes, NaN and infinities.
  static final Style HOSTILE = new Style(Construction.ALL, Palette.BITS, false, 60, 64);

  /// Also ops whose gradient is by their word no derivative.
  static final Style REDEFINING = new Style(Construction.ALL, Palette.SCALED, true, 60, 64);

  /// Arrays of more than one tile, without products of matrices, which cost too much.
  static final Style WIDE = new Style(LIGHT, Palette.SCALED, false, 10, 1500);
}
