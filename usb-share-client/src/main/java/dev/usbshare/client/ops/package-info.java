/**
 * The client as a program: its command line ({@link dev.usbshare.client.ops.ClientProgram}), its settings, the wiring of
 * the other rooms, and what a person or a machine can see of it: health, meters, management endpoints.
 */
@NullMarked
package dev.usbshare.client.ops;

import org.jspecify.annotations.NullMarked;
