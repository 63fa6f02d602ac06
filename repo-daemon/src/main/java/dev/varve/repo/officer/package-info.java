/**
 * What takes two officers: one asks, another approves within a time, and only then it happens. Main
 * class: {@code OfficerActs}.
 */
@NullMarked
package dev.varve.repo.officer;

import org.jspecify.annotations.NullMarked;
