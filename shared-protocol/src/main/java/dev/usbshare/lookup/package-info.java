/**
 * Finding a node whose id is known: signed records (pkarr) over HTTP, DNS, and the local network. What is found is a hint: the
 * connection proves who answers.
 */
@NullMarked
package dev.usbshare.lookup;

import org.jspecify.annotations.NullMarked;
