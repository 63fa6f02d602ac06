/** The hash-chained log of every act that matters. */
@NullMarked
package dev.varve.repo.retention.ledger;

import org.jspecify.annotations.NullMarked;
