/**
 * What users get wrong.
 *
 * <p>{@code src/test/resources/inputs} holds, for every rule of the CRDs, a resource at its limit
 * ({@code accepted/<kind>/<rule>.yaml}) and one just beyond ({@code rejected/…}, whose first line
 * says what the API server must answer). {@link dev.cityhall.inputs.InputFilesTest} sends them all,
 * {@link dev.cityhall.inputs.EveryRuleHasInputsTest} finds the rules without a pair. The other
 * classes are about what only the operator can see.
 */
package dev.cityhall.inputs;
