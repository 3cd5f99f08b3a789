/** The client's service for tests with both programs. */
@NullMarked
package dev.usbshare.client.ops;

import org.jspecify.annotations.NullMarked;
