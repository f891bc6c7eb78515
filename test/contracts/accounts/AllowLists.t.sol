// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {Commitment} from "../../../contracts/types/Commitment.sol";
import {Payee, PayeeWords} from "../../../contracts/types/Payee.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {Envelope} from "../support/Envelope.sol";
import {Lists} from "../support/Lists.sol";
import {PolicyFixture, PolicyFixtures} from "../support/PolicyFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Who the payees are of what is committed: Payees.t.sol.
contract AllowListsTest is AccountBase {
    bytes32 private constant DIGEST = keccak256("digest");
    uint32 private _index;

    // ---- counterparties ----

    function test_SmallListsOfCounterparties() external {
        for (uint256 size = 1; size <= 3; ++size) {
            address[] memory list = _people(size);
            (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(list), 0);
            for (uint256 i = 0; i < size; ++i) {
                _asks(account, policy, list[i], Lists.proofOf(list, list[i]));
                _refuses(account, policy, STRANGER, Lists.proofOf(list, list[i]));
            }
        }
    }

    function test_AThousandCounterparties() external {
        address[] memory list = _people(1_000);
        bytes32[] memory tree = Lists.treeOf(Lists.leavesOf(list));
        (address account, PolicyFixture memory policy) = _listing(tree[0], 0);
        for (uint256 i = 0; i < 1_000; i += 111) {
            bytes memory proof = Lists.proofIn(tree, Lists.leafOf(list[i]));
            _asks(account, policy, list[i], proof);
            _refuses(account, policy, STRANGER, proof);
            _refuses(account, policy, list[i], Lists.proofIn(tree, Lists.leafOf(list[(i + 1) % 1_000])));
        }
    }

    function test_RevertWhen_TheProofIsWrong() external {
        address[] memory list = _people(5);
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(list), 0);
        bytes memory proof = Lists.proofOf(list, list[0]);
        _asks(account, policy, list[0], proof);
        address[] memory other = _people(6);
        bytes memory changed = Lists.proofOf(list, list[0]);
        changed[9] = changed[9] ^ 0x01;
        bytes[5] memory wrong = [
            Lists.proofOf(list, list[1]),
            Lists.proofOf(other, list[0]),
            changed,
            bytes.concat(bytes1(uint8(proof[0]) + 1), _tail(proof), bytes32(0)),
            bytes(hex"00")
        ];
        for (uint256 i = 0; i < wrong.length; ++i) _refuses(account, policy, list[0], wrong[i]);
        bytes memory shorter = bytes.concat(bytes1(uint8(proof[0]) - 1), _tail(proof));
        _refuses(account, policy, list[0], shorter);
    }

    function test_RevertWhen_TheProofsAreMissing() external {
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(_people(5)), 0);
        _refusesPartly(account, policy, _people(5)[0], "", IAuthority.Quittance_CounterpartyNotAllowed.selector);
    }

    function test_RevertWhen_TheProofsAreLongerThanTheEnvelope() external {
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(_people(5)), 0);
        Envelope memory envelope = _envelope(policy);
        envelope.proofs = hex"ff";
        bytes memory packed = _sealWith(envelope, account, DIGEST);
        VM.expectRevert(
            abi.encodeWithSelector(IAuthority.Quittance_AuthorizationMalformed.selector, account, packed.length)
        );
        quittance.authorize(_commitment(account, 1), packed);
    }

    function test_SeveralPayees() external {
        address[] memory list = _people(7);
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(list), 0);
        Commitment memory commitment = _commitment(account, 1);
        commitment.payees = new Payee[](3);
        (commitment.payees[0], commitment.payees[1], commitment.payees[2]) = (
            _payee(list[4]),
            _payee(list[0]),
            _payee(list[4])
        );
        bytes memory first = Lists.proofOf(list, list[4]);
        bytes memory second = Lists.proofOf(list, list[0]);
        _ask(commitment, policy, bytes.concat(first, second, first));
        _refuse(commitment, policy, bytes.concat(second, first, first), list[4]);
        _refuse(commitment, policy, bytes.concat(first, second, second), list[4]);
        _refuse(commitment, policy, bytes.concat(first, first, first), list[0]);
        commitment.payees[1] = _payee(STRANGER);
        _refuse(commitment, policy, bytes.concat(first, second, first), STRANGER);
        commitment.payees = new Payee[](0);
        _ask(commitment, policy, "");
    }

    function test_NoListsNoProofs() external view {
        quittance.authorize(_commitment(managedAccount, 1), _seal(managedAccount, DIGEST));
    }

    // ---- categories ----

    function test_ListsOfCategories() external {
        uint32[] memory list = new uint32[](2);
        (list[0], list[1]) = (0, type(uint32).max);
        (address account, PolicyFixture memory policy) = _listing(0, Lists.rootOf(list));
        _asksCategory(account, policy, 0, Lists.proofOf(list, 0));
        _asksCategory(account, policy, type(uint32).max, Lists.proofOf(list, type(uint32).max));
        _refusesCategory(account, policy, 1, Lists.proofOf(list, 0));
        _refusesCategory(account, policy, 0, Lists.proofOf(list, type(uint32).max));
        _refusesCategory(account, policy, uint256(type(uint32).max) << 32, Lists.proofOf(list, type(uint32).max));
    }

    function test_AListOfOneCategory() external {
        uint32[] memory list = new uint32[](1);
        list[0] = 42;
        (address account, PolicyFixture memory policy) = _listing(0, Lists.rootOf(list));
        _asksCategory(account, policy, 42, hex"00");
        _refusesCategory(account, policy, 0, hex"00");
        _refusesCategory(account, policy, 43, hex"00");
    }

    function test_AThousandCategories() external {
        uint32[] memory list = new uint32[](1_000);
        for (uint32 i = 0; i < 1_000; ++i) list[i] = i * 7;
        bytes32[] memory tree = Lists.treeOf(Lists.leavesOf(list));
        (address account, PolicyFixture memory policy) = _listing(0, tree[0]);
        for (uint256 i = 0; i < 1_000; i += 333) {
            bytes memory proof = Lists.proofIn(tree, Lists.leafOf(list[i]));
            _asksCategory(account, policy, list[i], proof);
            _refusesCategory(account, policy, list[i] + 1, proof);
        }
    }

    // ---- both ----

    function test_TheCategorysProofComesLast() external {
        address[] memory people = _people(4);
        uint32[] memory categories = new uint32[](3);
        (categories[0], categories[1], categories[2]) = (5, 6, 7);
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(people), Lists.rootOf(categories));
        Commitment memory commitment = _commitment(account, 1);
        (commitment.payees[0], commitment.category) = (_payee(people[1]), 6);
        bytes memory person = Lists.proofOf(people, people[1]);
        bytes memory category = Lists.proofOf(categories, 6);
        _ask(commitment, policy, bytes.concat(person, category));
        _refuse(commitment, policy, bytes.concat(category, person), people[1]);
        commitment.category = 5;
        _refuseCategory(commitment, policy, bytes.concat(person, category));
    }

    // ---- leaves that are none ----

    function test_RevertWhen_AnInnerNodeIsTakenForALeaf() external {
        address[] memory list = _people(4);
        bytes32[] memory tree = Lists.treeOf(Lists.leavesOf(list));
        (address account, PolicyFixture memory policy) = _listing(tree[0], 0);
        _refuses(account, policy, address(uint160(uint256(tree[1]))), bytes.concat(hex"01", tree[2]));
        _refuses(account, policy, address(uint160(uint256(tree[0]))), hex"00");
    }

    /// @dev One word in a leaf is one word: lists of addresses and of categories are apart because policies keep them
    /// so.
    function test_ListsAreApart() external {
        address[] memory people = new address[](2);
        (people[0], people[1]) = (address(42), SELLER);
        uint32[] memory categories = new uint32[](2);
        (categories[0], categories[1]) = (42, 43);
        (address account, PolicyFixture memory policy) = _listing(Lists.rootOf(categories), Lists.rootOf(people));
        Commitment memory commitment = _commitment(account, 1);
        (commitment.payees[0], commitment.category) = (_payee(SELLER), 43);
        _refuse(commitment, policy, bytes.concat(Lists.proofOf(people, SELLER), Lists.proofOf(categories, 43)), SELLER);
    }

    function _payee(address account) private pure returns (Payee) {
        return PayeeWords.make(account, 1);
    }

    function _people(uint256 size) private view returns (address[] memory list) {
        list = new address[](size);
        for (uint256 i = 1; i < size; ++i) list[i] = address(uint160(uint256(keccak256(abi.encode(size, i)))));
        list[0] = SELLER;
    }

    function _listing(
        bytes32 counterparties,
        bytes32 categories
    ) private returns (address account, PolicyFixture memory policy) {
        policy = PolicyFixtures.unlimited();
        (policy.counterparties, policy.categories) = (counterparties, categories);
        account = _openManagedAccount(++_index, policy);
    }

    function _ask(Commitment memory commitment, PolicyFixture memory policy, bytes memory proofs) private view {
        quittance.authorize(commitment, _packed(commitment.account, policy, proofs));
    }

    function _asks(address account, PolicyFixture memory policy, address payee, bytes memory proof) private view {
        Commitment memory commitment = _commitment(account, 1);
        commitment.payees[0] = _payee(payee);
        _ask(commitment, policy, proof);
    }

    function _refuses(address account, PolicyFixture memory policy, address payee, bytes memory proof) private {
        Commitment memory commitment = _commitment(account, 1);
        commitment.payees[0] = _payee(payee);
        _refuse(commitment, policy, proof, payee);
    }

    function _refuse(
        Commitment memory commitment,
        PolicyFixture memory policy,
        bytes memory proofs,
        address payee
    ) private {
        bytes memory packed = _packed(commitment.account, policy, proofs);
        VM.expectRevert(
            abi.encodeWithSelector(IAuthority.Quittance_CounterpartyNotAllowed.selector, commitment.account, payee)
        );
        quittance.authorize(commitment, packed);
    }

    function _refusesPartly(
        address account,
        PolicyFixture memory policy,
        address payee,
        bytes memory proofs,
        bytes4 reason
    ) private {
        Commitment memory commitment = _commitment(account, 1);
        commitment.payees[0] = _payee(payee);
        bytes memory packed = _packed(account, policy, proofs);
        VM.expectPartialRevert(reason);
        quittance.authorize(commitment, packed);
    }

    function _asksCategory(
        address account,
        PolicyFixture memory policy,
        uint256 category,
        bytes memory proof
    ) private view {
        Commitment memory commitment = _commitment(account, 1);
        commitment.category = category;
        _ask(commitment, policy, proof);
    }

    function _refusesCategory(
        address account,
        PolicyFixture memory policy,
        uint256 category,
        bytes memory proof
    ) private {
        Commitment memory commitment = _commitment(account, 1);
        commitment.category = category;
        _refuseCategory(commitment, policy, proof);
    }

    function _refuseCategory(Commitment memory commitment, PolicyFixture memory policy, bytes memory proofs) private {
        bytes memory packed = _packed(commitment.account, policy, proofs);
        VM.expectRevert(
            abi.encodeWithSelector(
                IAuthority.Quittance_CategoryNotAllowed.selector,
                commitment.account,
                commitment.category
            )
        );
        quittance.authorize(commitment, packed);
    }

    function _packed(
        address account,
        PolicyFixture memory policy,
        bytes memory proofs
    ) private view returns (bytes memory) {
        Envelope memory envelope = _envelope(policy);
        envelope.proofs = proofs;
        return _sealWith(envelope, account, DIGEST);
    }

    function _tail(bytes memory proof) private pure returns (bytes memory tail) {
        tail = new bytes(proof.length - 1);
        for (uint256 i = 0; i < tail.length; ++i) tail[i] = proof[i + 1];
    }
}
