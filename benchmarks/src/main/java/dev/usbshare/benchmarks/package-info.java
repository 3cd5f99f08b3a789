/** What the hot path costs, measured with JMH. */
@NullMarked
package dev.usbshare.benchmarks;

import org.jspecify.annotations.NullMarked;
