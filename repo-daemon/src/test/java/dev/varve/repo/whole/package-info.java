/** Client and daemon together: real TLS, real segments, real index. */
@NullMarked
package dev.varve.repo.whole;

import org.jspecify.annotations.NullMarked;
