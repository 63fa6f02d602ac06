/** Tests. */
@NullMarked
package dev.varve.tools.profile;

import org.jspecify.annotations.NullMarked;
