/** Tests of the exercises against simulated devices, and of their report. */
@NullMarked
package dev.usbshare.client.exercise;

import org.jspecify.annotations.NullMarked;
