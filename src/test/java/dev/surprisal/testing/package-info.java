/** What tests share: writers of input files and readers of results. No mocks. */
package dev.surprisal.testing;
