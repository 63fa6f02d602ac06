@NullMarked
package dev.varve.repo.session;

import org.jspecify.annotations.NullMarked;
