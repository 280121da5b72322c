/// One main class per example, each run by a test with a small setting.
/// - [Digits]: a loss of one's own, checked, read and trained on images
/// - [Xor]: the smallest network that is not a plane
@NullMarked
package dev.adjoint.examples;

import org.jspecify.annotations.NullMarked;
