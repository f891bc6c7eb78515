// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {Capabilities} from "../types/Key.sol";
import {DELIVERY_TYPEHASH} from "../types/TypeHashes.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Terms} from "./Terms.sol";

/// @dev What a delivery on-chain and one that comes with a verdict have in common.
abstract contract DeliveryRules is Terms {
    function _refuseLate(bytes32 dealId, uint256 milestone, uint256 deadline) internal view {
        revert IDeliveries.Quittance_DeadlinePassed(dealId, milestone, deadline, block.timestamp);
    }

    function _deliveryDigest(
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes32 evidenceUriHash
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(DELIVERY_TYPEHASH, dealId, milestone, evidence, evidenceUriHash)));
    }

    /// @dev Checks that the seller signed the delivery of `evidence`.
    /// @param delivery keccak256 of the evidence URI, then the seller's signature.
    function _requireDelivery(
        address seller,
        bytes32 dealId,
        uint256 milestone,
        bytes32 evidence,
        bytes calldata delivery
    ) internal {
        // Check: the delivery is there.
        if (delivery.length < 32) revert IVerdicts.Quittance_DeliveryUnproven(dealId, milestone, evidence);
        bytes32 digest = _deliveryDigest(dealId, milestone, evidence, bytes32(delivery[0:32]));
        bytes calldata signature = delivery[32:];
        // Check: the seller signed, by a key if it is a managed account.
        if (_isOpened(seller)) return _requireAuthorizedSigner(seller, digest, Capabilities.DELIVER, signature);
        if (!Signatures.isValid(seller, digest, signature)) {
            revert IVerdicts.Quittance_DeliveryUnproven(dealId, milestone, evidence);
        }
    }
}
