// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @notice The one that calls a batch from within a batch: as one of its calls, from within a payout of a token that
/// calls back, or past its entry. USDC itself does not call back.
contract BatchReentererTest is BatchBase {
    uint256 private constant ITEMS = 4;
    MischievousUsdc private token;

    function setUp() public override {
        super.setUp();
        token = new MischievousUsdc();
        quittance = _deployQuittance(address(token));
        token.give(address(this), FUNDS);
        quittance.deposit(BUYER, FUNDS, 1);
    }

    function _numbered(uint256 number) private view returns (TermsFixture memory terms) {
        terms = _fixture();
        terms.destinations = 1;
        terms.salt = uint64(100 + number);
    }

    function _judged() private returns (Judged[] memory items) {
        items = new Judged[](ITEMS);
        for (uint256 i = 0; i < ITEMS; ++i) {
            TermsFixture memory terms = _numbered(i);
            _open(terms);
            items[i] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        }
    }

    /// @return groups Two of two items each: the first pays before the second is judged.
    function _twoGroups(Judged[] memory items) private view returns (VerdictGroup[] memory groups) {
        groups = new VerdictGroup[](2);
        for (uint256 i = 0; i < 2; ++i) {
            Judged[] memory half = new Judged[](2);
            (half[0], half[1]) = (items[2 * i], items[2 * i + 1]);
            groups[i] = _group(half, SALTS);
        }
    }

    function _release(uint256 number) private view returns (bytes memory) {
        TermsFixture memory terms = _numbered(number);
        bytes memory word = Signing.sign(BUYER_KEY, Digests.release(address(quittance), terms, 0));
        return abi.encodeCall(quittance.release, (terms.whole(), 0, word));
    }

    function _releases() private view returns (bytes[] memory calls) {
        calls = new bytes[](ITEMS);
        for (uint256 i = 0; i < ITEMS; ++i) calls[i] = _release(i);
    }

    // ---- from within a payout ----

    /// @return entries Each settles some of the milestones that the batch is about.
    function _entries(Judged[] memory items) private view returns (bytes[] memory entries) {
        entries = new bytes[](5);
        entries[0] = abi.encodeCall(quittance.submitVerdicts, (_twoGroups(items), false));
        entries[1] = abi.encodeCall(quittance.batch, (_releases(), false));
        bytes memory ballots = BallotBox.pack(_quorum(items[3].terms, 0, FULL));
        entries[2] = abi.encodeCall(quittance.submitVerdict, (items[3].terms.whole(), 0, EVIDENCE, ballots));
        entries[3] = _release(2);
        entries[4] = abi.encodeCall(quittance.submitVerdicts, (_one(_group(items, SALTS)), false));
    }

    /// @dev Whatever is called from within, each milestone is paid once.
    /// @param settled Whether all of them are settled before the first payout, so that single calls from within are refused.
    function _attack(bytes memory data, Judged[] memory items, bool settled) private {
        bytes[] memory entries = _entries(items);
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 snapshot = VM.snapshotState();
            token.callBack(address(quittance), entries[i]);
            (bool done, ) = address(quittance).call(data);
            VM.assertTrue(done, "the batch goes through");
            bool isSingle = i == 2 || i == 3;
            VM.assertEq(token.calledBack(), !(settled && isSingle), "what is called from within");
            _paidOnce(items);
            VM.revertToState(snapshot);
        }
    }

    function _paidOnce(Judged[] memory items) private view {
        VM.assertEq(token.balanceOf(SELLER), ITEMS * AMOUNT_0, "once for each milestone");
        uint256 held = quittance.balanceOf(BUYER);
        for (uint256 i = 0; i < ITEMS; ++i) {
            bytes32 dealId = _dealId(items[i].terms);
            VM.assertEq(_settled(dealId), 1, "settled");
            VM.assertEq(_unsettled(dealId), AMOUNT_1 + AMOUNT_2, "the rest");
            held += _unsettled(dealId);
        }
        VM.assertEq(token.balanceOf(address(quittance)), held, "holds what it owes");
    }

    function test_FromWithinAPayoutOfVerdicts() external {
        Judged[] memory items = _judged();
        _attack(abi.encodeCall(quittance.submitVerdicts, (_twoGroups(items), false)), items, false);
    }

    function test_FromWithinAPayoutOfACall() external {
        Judged[] memory items = _judged();
        _attack(abi.encodeCall(quittance.batch, (_releases(), false)), items, true);
    }

    /// @dev A group that is all or nothing finds its second half settled from within, and nothing of either has
    /// happened.
    function test_AllOrNothingIsUndoneWithWhatWasCalledFromWithin() external {
        Judged[] memory items = _judged();
        VerdictGroup[] memory groups = _twoGroups(items);
        token.callBack(address(quittance), _release(2));
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_MilestoneAlreadySettled.selector,
                _dealId(items[2].terms),
                uint256(0)
            )
        );
        quittance.submitVerdicts(groups, true);
        VM.assertEq(token.balanceOf(SELLER), 0, "nobody is paid");
        for (uint256 i = 0; i < ITEMS; ++i) VM.assertEq(_settled(_dealId(items[i].terms)), 0, "nothing is settled");
    }

    // ---- as one of its calls ----

    function test_NoBatchIsACallOfABatch() external {
        Judged[] memory items = _judged();
        bytes[3] memory batches = [
            abi.encodeCall(quittance.batch, (_releases(), false)),
            abi.encodeCall(quittance.submitVerdicts, (_one(_group(items, SALTS)), false)),
            abi.encodeCall(quittance.openBatch, (_openings(), _signed(), false))
        ];
        for (uint256 i = 0; i < batches.length; ++i) {
            bytes[] memory calls = new bytes[](1);
            calls[0] = batches[i];
            VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(batches[i])));
            quittance.batch(calls, false);
            calls = new bytes[](2);
            (calls[0], calls[1]) = (_release(0), batches[i]);
            VM.expectPartialRevert(IBatches.Quittance_MixedBatch.selector);
            quittance.batch(calls, false);
        }
        for (uint256 i = 0; i < ITEMS; ++i) VM.assertEq(_settled(_dealId(items[i].terms)), 0, "nothing is settled");
        for (uint256 i = 0; i < batches.length; ++i) {
            (bool done, ) = address(quittance).call(batches[i]);
            VM.assertTrue(done, "each goes through by itself");
        }
    }

    // ---- past the entry ----

    function _openings() private view returns (OpeningGroup[] memory items) {
        items = new OpeningGroup[](1);
        items[0] = OpeningItems.alone(_numbered(9).whole(), "", _sellerSignature(_numbered(9)));
    }

    function _signed() private view returns (bytes memory) {
        bytes32[] memory leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (_numbered(9).structHash(), _numbered(9).structHash());
        bytes32 digest = Digests.termsTree(address(quittance), leaves);
        return abi.encodePacked(uint16(0), Signing.signCompact(BUYER_KEY, digest));
    }

    /// @dev The code that opens what a buyer agreed to in a batch asks the buyer no more: nobody reaches it but the
    /// batch.
    function test_NobodyOpensForABuyerThatSignedNoBatch() external {
        TermsFixture memory terms = _numbered(9);
        bytes memory agreed = abi.encodeWithSignature(
            "openAgreed(bytes32,uint256,bytes,bytes)",
            _dealId(terms),
            FUNDS,
            terms.whole(),
            _sellerSignature(terms)
        );
        bytes32 domain = Digests.domainSeparator("Quittance", "1", address(quittance));
        address[2] memory callers = [STRANGER, SELLER];
        for (uint256 i = 0; i < callers.length; ++i) {
            _fails(callers[i], address(quittance), agreed);
            _fails(callers[i], address(quittance), bytes.concat(agreed, domain));
            _fails(callers[i], quittance.companions().panels, agreed);
            _fails(callers[i], quittance.companions().panels, bytes.concat(agreed, domain));
        }
        bytes[] memory calls = new bytes[](1);
        calls[0] = agreed;
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(agreed)));
        quittance.batch(calls, false);
        VM.assertEq(quittance.balanceOf(BUYER), FUNDS, "nothing was taken");
        quittance.openBatch(_openings(), _signed(), true);
        VM.assertEq(_unsettled(_dealId(terms)), terms.total(), "by the buyer's word");
    }

    function _fails(address caller, address target, bytes memory data) private {
        VM.prank(caller);
        (bool done, ) = target.call(data);
        VM.assertFalse(done, "not for callers");
        VM.assertEq(_unsettled(_dealId(_numbered(9))), 0, "nothing was opened");
    }
}
