/** The ledger against forgery, loss and crashes. */
@NullMarked
package dev.varve.repo.retention.ledger;

import org.jspecify.annotations.NullMarked;
