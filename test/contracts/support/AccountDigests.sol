// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Digests} from "./Digests.sol";

/// @notice EIP-712 digests of what is signed for accounts, written from the specification; as `Digests`.
library AccountDigests {
    /// @notice The address of the account that `principal` opens under `index`: 0xacc00000 ‖ the digest's last 16
    /// bytes.
    function account(address quittance, address principal, uint32 index) internal view returns (address) {
        bytes32 typeHash = keccak256("Account(address principal,uint32 index)");
        bytes32 digest = Digests.ours(quittance, keccak256(abi.encode(typeHash, principal, index)));
        return address(bytes20(bytes.concat(hex"acc00000", bytes16(uint128(uint256(digest))))));
    }

    /// @notice A freeze, by a key that may or by the controller.
    function freeze(address quittance, address account_, uint64 nonce, uint40 until) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Freeze(address account,uint64 nonce,uint40 validUntil)");
        return Digests.ours(quittance, keccak256(abi.encode(typeHash, account_, nonce, until)));
    }

    /// @notice A key's revocation of itself.
    function revocation(
        address quittance,
        address account_,
        address key,
        uint64 nonce,
        uint40 until
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("KeyRevocation(address account,address key,uint64 nonce,uint40 validUntil)");
        return Digests.ours(quittance, keccak256(abi.encode(typeHash, account_, key, nonce, until)));
    }

    /// @notice The tab id.
    function tab(address quittance, Tab memory tab_) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Tab(address account,address payee,uint96 reserve,uint40 openBy,uint40 end,uint32 grace,address voucherKey,uint32 category,uint64 salt,bytes32 reference)"
        );
        return Digests.ours(quittance, keccak256(bytes.concat(typeHash, abi.encode(tab_))));
    }

    /// @notice What a tab's voucher key signs for all that is owed so far.
    function voucher(address quittance, bytes32 tabId, uint96 amount) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Voucher(bytes32 tab,uint96 amount)");
        return Digests.ours(quittance, keccak256(abi.encode(typeHash, tabId, amount)));
    }

    /// @notice The payee's authorisation of the end of a tab.
    function closing(address quittance, Tab memory tab_, uint96 rest) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("TabClosing(bytes32 tab,address account,uint96 rest)");
        bytes32 tabId = tab(quittance, tab_);
        return Digests.ours(quittance, keccak256(abi.encode(typeHash, tabId, tab_.account, rest)));
    }

    /// @notice The order id.
    function order(address quittance, Order memory order_) internal view returns (bytes32) {
        bytes32 paymentTypeHash = keccak256("Payment(address payee,uint96 amount)");
        bytes memory payments;
        for (uint256 i = 0; i < order_.payments.length; ++i) {
            payments = bytes.concat(
                payments,
                keccak256(abi.encode(paymentTypeHash, order_.payments[i].payee, order_.payments[i].amount))
            );
        }
        bytes32 typeHash = keccak256(
            "Order(address account,uint64 nonce,uint40 validUntil,uint32 category,bytes32 memo,Payment[] payments)Payment(address payee,uint96 amount)"
        );
        return
            Digests.ours(
                quittance,
                keccak256(
                    abi.encode(
                        typeHash,
                        order_.account,
                        order_.nonce,
                        order_.validUntil,
                        order_.category,
                        order_.memo,
                        keccak256(payments)
                    )
                )
            );
    }
}
