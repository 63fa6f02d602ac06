/** The vocabulary: values that every module speaks of, each a record that refuses nonsense. */
@NullMarked
package dev.varve.protocol.model;

import org.jspecify.annotations.NullMarked;
