/**
 * What a person has to know now: alarms, told once when they come and once when they go, by webhook
 * and mail. Alone knows mail. Main class: {@code Alarms}.
 */
@NullMarked
package dev.varve.repo.alarm;

import org.jspecify.annotations.NullMarked;
