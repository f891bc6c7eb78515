// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {HungryWallet} from "../../support/contracts/HungryWallet.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {Digests} from "../support/Digests.sol";
import {GasSweep} from "../support/GasSweep.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS, SELLERS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that gives a batch just enough gas for the items that it wants to pass. Promise 17: an item
/// that fails for want of gas reverts the batch, so that none is refused that more gas would have let through.
contract BatchStarverTest is BatchBase, GasSweep {
    uint256 private constant OTHER_SELLER_KEY = 0x5e11e2;
    address private immutable OTHER_SELLER = VM.addr(OTHER_SELLER_KEY);
    bytes32[] private _ids;
    bytes private _data;
    address private _wallet = BUYER;

    // ---- verdicts ----

    /// @dev Payouts to two wallets, of which one has two in a row; one of the milestones is settled before.
    function _verdicts() private {
        Judged[] memory items = new Judged[](4);
        for (uint64 i = 0; i < 4; ++i) {
            TermsFixture memory terms = _fixture();
            terms.salt = 100 + i;
            uint256 key = SELLER_KEY;
            if (i == 2) (terms.seller, key) = (OTHER_SELLER, OTHER_SELLER_KEY);
            bytes memory bySeller = Signing.sign(key, _dealId(terms));
            _ids.push(quittance.open(terms.whole(), _buyerSignature(terms), bySeller));
            items[i] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        }
        _judge(items[3].terms, 0, FULL);
        _data = abi.encodeCall(quittance.submitVerdicts, (_one(_group(items, SALTS | SELLERS)), false));
    }

    function test_promise_17_VerdictsThatPayTwoSellers() external {
        _verdicts();
        _sweepBatch();
        VM.assertEq(usdc.balanceOf(OTHER_SELLER), AMOUNT_0, "paid by the last call");
    }

    function test_promise_17_VerdictsOfWhichOneSellerIsRefused() external {
        _verdicts();
        usdc.blacklist(SELLER);
        _sweepBatch();
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), 2 * AMOUNT_0, "waits");
    }

    function test_promise_17_VerdictsWhileTheTokenIsPaused() external {
        _verdicts();
        usdc.pause();
        _sweepBatch();
        VM.assertEq(quittance.unclaimedPayoutOf(OTHER_SELLER), AMOUNT_0, "waits");
    }

    // ---- openings ----

    /// @dev Two deals that the balance pays by one signature, of which a contract sells one; one that the wallet pays,
    /// and one that is open.
    function test_promise_17_OpeningsOfABatch() external {
        TermsFixture[] memory terms = _openings();
        _fundLedger(BUYER, 1_000e6);
        terms[1].seller = address(new Erc1271Wallet(SELLER));
        terms[2].destinations = 0;
        bytes32[] memory leaves = new bytes32[](4);
        OpeningGroup[] memory items = new OpeningGroup[](4);
        for (uint256 i = 0; i < 4; ++i) {
            leaves[i] = terms[i].structHash();
            bytes memory payment = i == 2 ? _buyerSignature(terms[2]) : bytes("");
            items[i] = OpeningItems.alone(terms[i].whole(), payment, _sellerSignature(terms[i]));
            _ids.push(_dealId(terms[i]));
        }
        _open(terms[3]);
        bytes memory signature = Signing.signCompact(BUYER_KEY, Digests.termsTree(address(quittance), leaves));
        bytes memory whole = abi.encodePacked(uint16(0), signature);
        _data = abi.encodeCall(quittance.openBatch, (items, whole, false));
        _sweepBatch();
        for (uint256 i = 0; i < 3; ++i) VM.assertGe(_unsettled(_ids[i]), 1, "open after the last call");
    }

    /// @dev The token asks a wallet with all the gas that there is, and says in words that the signature is bad when
    /// the wallet runs out of it.
    function test_promise_17_AWalletThatNeedsMuchGasToPay() external {
        _hungry();
        _data = abi.encodeCall(quittance.openBatch, (_hungryItems(), "", false));
        _sweepBatch();
        for (uint256 i = 0; i < 2; ++i) VM.assertGe(_unsettled(_ids[i]), 1, "open after the last call");
    }

    function test_promise_17_CallsOfWhichAWalletNeedsMuchGas() external {
        _hungry();
        OpeningGroup[] memory items = _hungryItems();
        bytes[] memory calls = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) calls[i] = OpeningItems.single(items[i]);
        _data = abi.encodeCall(quittance.batch, (calls, false));
        _sweepBatch();
        for (uint256 i = 0; i < 2; ++i) VM.assertGe(_unsettled(_ids[i]), 1, "open after the last call");
    }

    function _hungry() private {
        _wallet = address(new HungryWallet(BUYER));
        _mint(_wallet, FUNDS);
    }

    /// @return items One that an ordinary wallet pays, and one that the hungry one pays.
    function _hungryItems() private returns (OpeningGroup[] memory items) {
        TermsFixture[] memory terms = _openings();
        items = new OpeningGroup[](2);
        for (uint256 i = 0; i < 2; ++i) {
            terms[i].destinations = 0;
            if (i == 1) terms[i].buyer = _wallet;
            bytes memory payment = Signing.sign(BUYER_KEY, _paymentDigest(terms[i]));
            items[i] = OpeningItems.alone(terms[i].whole(), payment, _sellerSignature(terms[i]));
            _ids.push(_dealId(terms[i]));
        }
    }

    function _openings() private view returns (TermsFixture[] memory terms) {
        terms = new TermsFixture[](4);
        for (uint64 i = 0; i < 4; ++i) {
            terms[i] = _fixture();
            terms[i].destinations = 1;
            terms[i].salt = 100 + i;
        }
    }

    // ---- calls ----

    function test_promise_17_CallsThatPayAndCallsThatAreRefused() external {
        TermsFixture memory terms = _fixture();
        _ids.push(_open(terms));
        bytes[] memory calls = new bytes[](4);
        for (uint8 i = 0; i < 4; ++i) {
            uint8 milestone = i == 3 ? 0 : i;
            bytes32 digest = Digests.release(address(quittance), terms, milestone);
            bytes memory signature = Signing.sign(i == 1 ? STRANGER_KEY : BUYER_KEY, digest);
            calls[i] = abi.encodeCall(quittance.release, (terms.whole(), milestone, signature));
        }
        _data = abi.encodeCall(quittance.batch, (calls, false));
        _sweepBatch();
        VM.assertEq(_unsettled(_ids[0]), AMOUNT_1, "the one that was not signed");
    }

    // ---- sweeping ----

    function _sweepBatch() private {
        _sweep(address(quittance), STRANGER, _data, 1_999, 60);
    }

    function _fingerprint() internal view override returns (bytes32 seen) {
        address[4] memory people = [BUYER, SELLER, OTHER_SELLER, _wallet];
        for (uint256 i = 0; i < people.length; ++i) {
            address person = people[i];
            uint256 unclaimed = quittance.unclaimedPayoutOf(person);
            seen = keccak256(abi.encode(seen, usdc.balanceOf(person), quittance.balanceOf(person), unclaimed));
        }
        for (uint256 i = 0; i < _ids.length; ++i) seen = keccak256(abi.encode(seen, _unsettled(_ids[i])));
    }
}
