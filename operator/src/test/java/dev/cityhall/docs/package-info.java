/**
 * The documents, held to the code: links lead somewhere, references are what the definitions say.
 *
 * <p>Start with {@link dev.cityhall.docs.Documents}, which knows where the documents are.
 */
package dev.cityhall.docs;
