// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Approval} from "./Approval.sol";
import {PolicyFixture} from "./PolicyFixture.sol";
import {Signing} from "./Signing.sol";
import {VM} from "./Vm.sol";

/// @notice An envelope that commits money or gives it up, before it is signed.
struct Envelope {
    uint256 key; // signs; 0 for no signature, when the key itself calls
    address signer; // whom the envelope names: the key's address, or a contract that the key's owner owns
    address principal;
    PolicyFixture policy;
    bytes proofs; // packed, each count 1 ‖ 32 × count
    uint256 approver; // signs the approval; 0 for none
    Approval approval; // what it approves
}

using Envelopes for Envelope global;

/// @notice The packed form of envelopes, written from the specification.
library Envelopes {
    /// @notice key 20 ‖ signature.
    function signByKey(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        return signByKey(VM.addr(key), key, digest);
    }

    /// @notice The same, for a contract that answers for the owner of `key`.
    function signByKey(address signer, uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        return abi.encodePacked(signer, Signing.sign(key, digest));
    }

    /// @notice key 20 ‖ principal 20 ‖ policy 108 or 112 ‖ proofs ‖ length 2 ‖ signature ‖ approval.
    function seal(
        Envelope memory self,
        address quittance,
        address account,
        bytes32 digest
    ) internal view returns (bytes memory) {
        bytes memory signature = self.key == 0 ? bytes("") : Signing.sign(self.key, digest);
        bytes memory approval =
            self.approver == 0 ? bytes("") : self.approval.sign(self.approver, quittance, account, digest);
        return self.assemble(signature, approval);
    }

    /// @notice With a signature and an approval from elsewhere.
    function assemble(
        Envelope memory self,
        bytes memory signature,
        bytes memory approval
    ) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                self.signer,
                self.principal,
                self.policy.pack(),
                self.proofs,
                uint16(signature.length),
                signature,
                approval
            );
    }
}
