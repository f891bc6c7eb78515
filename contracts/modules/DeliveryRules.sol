// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDeliveries} from "../interfaces/IDeliveries.sol";
import {DELIVERY_TYPEHASH} from "../types/TypeHashes.sol";
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
}
