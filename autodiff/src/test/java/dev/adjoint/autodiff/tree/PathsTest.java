package dev.adjoint.autodiff.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which leaves a pattern names.
final class PathsTest {
  private static final List<String> PATHS =
      List.of(
          "bias",
          "layers[0].weight",
          "layers[0].bias",
          "layers[10].weight",
          "decoder.layers[0].bias",
          "decoder.biased");

  private static Set<String> in(String... patterns) {
    return Paths.of(patterns).in(PATHS);
  }

  @Test
  void aPatternNamesALeafOrAllBelowANode() {
    assertEquals(Set.of("layers[0].weight"), in("layers[0].weight"));
    assertEquals(Set.of("layers[0].weight", "layers[0].bias"), in("layers[0]"));
    assertEquals(Set.of("layers[0].weight", "layers[0].bias", "layers[10].weight"), in("layers"));
    assertEquals(Set.of("decoder.layers[0].bias", "decoder.biased"), in("decoder"));
  }

  @Test
  void starsStandForStepsOrAnything() {
    assertEquals(Set.of("layers[0].weight", "layers[10].weight"), in("layers[*].weight"));
    assertEquals(Set.of("bias", "layers[0].bias", "decoder.layers[0].bias"), in("**.bias"));
    assertEquals(Set.of("decoder.layers[0].bias"), in("decoder.**.bias"));
    assertEquals(Set.copyOf(PATHS), in("**"));
    assertEquals(Set.of("bias"), in("*as"));
    assertEquals(Set.of(""), Paths.of("**").in(List.of("")));
  }

  @Test
  void theChoiceComesInTheOrderOfThePaths() {
    assertEquals(
        List.of("bias", "layers[0].weight", "layers[0].bias"),
        List.copyOf(in("layers[0]", "bias", "layers[0].bias")));
    assertEquals(Set.of(), in());
  }

  @Test
  void aPatternThatMatchesNothingIsAnError() {
    assertEquals(
        "[tree] the pattern layers[1] matches no path; there are [bias, layers[0].weight,"
            + " layers[0].bias, layers[10].weight, decoder.layers[0].bias, decoder.biased]",
        assertThrows(TreeException.class, () -> in("bias", "layers[1]")).getMessage());
    assertThrows(TreeException.class, () -> in("layer"));
    assertThrows(TreeException.class, () -> in("layers[*].bias.x"));
    assertThrows(TreeException.class, () -> in("(layers"));
  }
}
