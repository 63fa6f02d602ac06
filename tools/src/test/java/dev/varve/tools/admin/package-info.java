/** Tests. */
@NullMarked
package dev.varve.tools.admin;

import org.jspecify.annotations.NullMarked;
