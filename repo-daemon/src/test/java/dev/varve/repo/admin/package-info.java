/** The admin side over real HTTP. */
@NullMarked
package dev.varve.repo.admin;

import org.jspecify.annotations.NullMarked;
